import { useDelayed } from '@/lib/hooks';
import classes from './Skeleton.module.css';

/** Holds the place at once and shows itself only when the answer is late. */
export function Skeleton({ height, width = '100%' }: { height: number | string; width?: number | string }) {
  const isLate = useDelayed(true);
  return <div aria-hidden="true" className={isLate ? classes.block : classes.quiet} style={{ height, width }} />;
}
