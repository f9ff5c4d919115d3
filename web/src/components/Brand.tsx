import { Link } from 'react-router-dom';
import { usePortal } from '@/api/portal';
import classes from './Brand.module.css';

const FALLBACK = 'Demand Response';

function Mark() {
  return (
    <svg width="32" height="32" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path
        d="M5 20.5c3.2 0 3.7-9 7.2-9s3.6 6.2 7 6.2 3.4-3.4 7.8-3.4"
        fill="none"
        stroke="var(--surface)"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
      <path d="M5 12.5h22" stroke="var(--surface)" strokeWidth="1.6" strokeDasharray="2.6 2.6" opacity=".75" />
    </svg>
  );
}

export function Brand({ to = '/', isShort = false }: { to?: string; isShort?: boolean }) {
  const portal = usePortal();
  return (
    <Link className={classes.brand} to={to}>
      <Mark />
      <span>
        {portal.data?.name ?? FALLBACK}
        {!isShort && <small>{portal.data?.provider ?? '\u00a0'}</small>}
      </span>
    </Link>
  );
}
