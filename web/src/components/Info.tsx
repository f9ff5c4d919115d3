import { Popover } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import classes from './Info.module.css';
import { text } from './text';

/** The "i" beside a figure: opened by click, touch or keyboard, closed by Escape or a click elsewhere. */
export function Info({ what, children }: { what: string; children: string }) {
  return (
    <Popover width={300} position="bottom" withArrow shadow="sm" trapFocus={false}>
      <Popover.Target>
        <button type="button" className={classes.button} aria-label={text.howComputed(what)}>
          <IconInfoCircle size={16} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={text.howComputed(what)}>
        <p className={classes.text}>{children}</p>
      </Popover.Dropdown>
    </Popover>
  );
}
