import { IconCalendarStats } from '@tabler/icons-react';
import { Button } from '@/components/Button';
import type { Change } from '../hooks/useView';
import classes from '../Meters.module.css';
import { text } from '../text';

export function DetailsToggle({ isOpen, change }: { isOpen: boolean; change: Change }) {
  return (
    <div className={classes.more}>
      <Button
        aria-expanded={isOpen}
        onClick={() => {
          change({ hasDetails: !isOpen });
        }}
      >
        <IconCalendarStats size={18} aria-hidden />
        {isOpen ? text.fewer : text.more}
      </Button>
    </div>
  );
}
