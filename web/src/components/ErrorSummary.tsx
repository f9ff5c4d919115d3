import { useEffect, useRef } from 'react';
import classes from './ErrorSummary.module.css';

interface ErrorSummaryProps {
  title: string;
  /** Messages by the id of their field. A new object is a new set of errors, and takes the focus. */
  errors: Record<string, string | undefined>;
}

/** What is wrong with a form, with a way to each field. */
export function ErrorSummary({ title, errors }: ErrorSummaryProps) {
  const box = useRef<HTMLDivElement>(null);
  const messages = Object.entries(errors).filter((entry): entry is [string, string] => Boolean(entry[1]));
  useEffect(() => {
    box.current?.focus();
  }, [errors]);
  if (messages.length === 0) return null;
  return (
    <div className={classes.summary} role="alert" tabIndex={-1} ref={box}>
      <strong>{title}</strong>
      <ul>
        {messages.map(([field, message]) => (
          <li key={field}>
            <a href={`#${field}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
