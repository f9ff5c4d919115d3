import type { ComponentProps, ReactNode } from 'react';
import { Link, type LinkProps } from 'react-router-dom';
import classes from './Button.module.css';

interface Look {
  isPrimary?: boolean;
  isWide?: boolean;
}

const classOf = ({ isPrimary, isWide }: Look): string =>
  [classes.button, isPrimary && classes.primary, isWide && classes.wide].filter(Boolean).join(' ');

export function Button({ isPrimary, isWide, type = 'button', ...rest }: Look & ComponentProps<'button'>) {
  return <button type={type} {...rest} className={classOf({ isPrimary, isWide })} />;
}

export function ButtonLink({ isPrimary, isWide, ...rest }: Look & LinkProps) {
  return <Link {...rest} className={classOf({ isPrimary, isWide })} />;
}

/** A button of which the picture is the whole face; the label is its name and its hint. */
export function IconButton({ label, children, ...rest }: { label: string; children: ReactNode } & ComponentProps<'button'>) {
  return (
    <button type="button" title={label} aria-label={label} {...rest} className={classes.icon}>
      {children}
    </button>
  );
}
