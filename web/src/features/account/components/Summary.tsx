import { useEffect, useRef } from 'react';
import classes from '../Account.module.css';
import { text } from '../text';

/** Names what is wrong above a form and takes the focus when there is something new to name. */
export function Summary({ errors }: { errors: Record<string, string | undefined> }) {
  const box = useRef<HTMLDivElement>(null);
  const found = Object.entries(errors).filter(([, message]) => message);
  const key = found.map(([field, message]) => `${field} ${message ?? ''}`).join('|');
  useEffect(() => {
    if (key) box.current?.focus();
  }, [key]);
  if (found.length === 0) return null;
  return (
    <div className={classes.summary} role="alert" tabIndex={-1} ref={box}>
      <strong>{text.summaryTitle}</strong>
      <ul>
        {found.map(([field, message]) => (
          <li key={field}>
            <a href={`#${field}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
