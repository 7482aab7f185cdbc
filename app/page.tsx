import { redirect } from 'next/navigation';

/** The start page is the list of keys. */
export default function StartPage(): never {
  redirect('/keys');
}
