import { Skeleton } from '@/components/Skeleton';
import { text as shared } from '@/components/text';
import { useIsPhone } from '@/lib/hooks';
import classes from '../Meters.module.css';

/** The page in its final shape, before its figures are there. */
export function Loading() {
  const isPhone = useIsPhone();
  return (
    <div className={classes.stack} role="status" aria-label={shared.loading}>
      <Skeleton height={isPhone ? 214 : 132} />
      <Skeleton height={isPhone ? 780 : 806} />
      <div className={classes.two}>
        <Skeleton height={330} />
        <Skeleton height={330} />
      </div>
    </div>
  );
}
