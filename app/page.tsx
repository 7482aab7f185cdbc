import { redirect } from 'next/navigation';

/** The desk begins with the list of keys. */
export default function StartPage(): never {
  redirect('/keys');
}
