import { useState } from 'react';
import classes from './details.module.css';
import { text } from './text';

export interface Twin {
  /** What the rows are of, for who cannot see where the table stands. */
  caption: string;
  columns: string[];
  rows: string[][];
}

/** The chart's figures as a table; made when it is asked for. */
export function TableTwin({ twin }: { twin: () => Twin }) {
  const [isOpen, setOpen] = useState(false);
  const made = isOpen ? twin() : null;
  return (
    <details
      className={classes.how}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>{text.asTable}</summary>
      {made && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <div className={classes.scroll} role="region" aria-label={made.caption} tabIndex={0}>
          <table className={classes.twin}>
            <caption className="visually-hidden">{made.caption}</caption>
            <thead>
              <tr>{made.columns.map((name) => <th key={name} scope="col">{name}</th>)}</tr>
            </thead>
            <tbody>
              {made.rows.map((row) => (
                <tr key={row[0]}>
                  {row.map((cell, i) => (i === 0 ? <th key={made.columns[i]} scope="row">{cell}</th> : <td key={made.columns[i]}>{cell}</td>))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
