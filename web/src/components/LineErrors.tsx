import { Problem } from '@/api/problem';
import type { components } from '@/api/schema';
import { Notice, ProblemNotice } from './Notice';
import classes from './Page.module.css';
import { text } from './text';

type LineError = NonNullable<components['schemas']['MetersProblem']['errors']>[number];

const MOST = 50;

const errorsOf = (error: unknown): LineError[] => {
  const document = error instanceof Problem ? (error.document as { errors?: LineError[] }) : {};
  return document.errors ?? [];
};

interface LineErrorsProps {
  error: unknown;
  title: (count: number) => string;
  /** Lines that were put before what the person sees. */
  shift: number;
}

/** What is wrong, line by line. */
export function LineErrors({ error, title, shift }: LineErrorsProps) {
  const errors = errorsOf(error);
  if (errors.length === 0) return <ProblemNotice error={error} />;
  return (
    <div>
      <Notice kind="bad" role="alert">
        {title(errors.length)}
      </Notice>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{text.line}</th>
            <th scope="col">{text.field}</th>
            <th scope="col">{text.reason}</th>
          </tr>
        </thead>
        <tbody>
          {errors.slice(0, MOST).map((wrong) => (
            <tr key={wrong.line}>
              <td>{wrong.line - shift}</td>
              <td>{wrong.field}</td>
              <td>{`${wrong.detail} ${wrong.cure}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {errors.length > MOST && <p className={classes.muted}>{text.moreErrors(errors.length - MOST)}</p>}
    </div>
  );
}
