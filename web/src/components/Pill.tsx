import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Pill.module.css';

const ICONS = { good: IconCircleCheck, warn: IconAlertTriangle, bad: IconCircleX, plain: IconInfoCircle };

/** A word with a colour and a shape, never a colour alone. */
export function Pill({ kind, children }: { kind: keyof typeof ICONS; children: ReactNode }) {
  const Icon = ICONS[kind];
  return (
    <span className={`${classes.pill} ${classes[kind]}`}>
      <Icon size={15} aria-hidden />
      {children}
    </span>
  );
}
