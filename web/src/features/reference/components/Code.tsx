import classes from '../Reference.module.css';

/** Text that keeps its lines and scrolls. */
export function Code({ label, children }: { label: string; children: string }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <pre className={classes.code} role="region" tabIndex={0} aria-label={label}>
      {children}
    </pre>
  );
}
