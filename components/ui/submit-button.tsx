'use client';

import { useFormStatus } from 'react-dom';

import { Button, type ButtonProps } from './button.tsx';

/** The button that submits the form around it, and says what is running meanwhile. */
export function SubmitButton({
  pendingWords,
  ...button
}: Omit<ButtonProps, 'pending' | 'type'> & { pendingWords: string }) {
  const { pending } = useFormStatus();
  return <Button kind="primary" {...button} type="submit" pending={pending && pendingWords} />;
}
