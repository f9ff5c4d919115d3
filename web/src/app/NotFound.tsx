import { ButtonLink } from '@/components/Button';
import { usePageTitle } from '@/lib/hooks';
import classes from './NotFound.module.css';
import { text } from './text';

export function NotFound() {
  usePageTitle(text.notFoundTitle);
  return (
    <main className={classes.page}>
      <h1>{text.notFoundTitle}</h1>
      <p>{text.notFoundDetail}</p>
      <ButtonLink to="/">{text.home}</ButtonLink>
    </main>
  );
}
