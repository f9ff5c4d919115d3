import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { IconButton } from '@/components/Button';
import classes from './List.module.css';
import { text } from './text';
import { PAGE_SIZES } from './useListView';

interface PagerProps {
  page: number;
  pageSize: number;
  shown: number;
  total: number;
  set: (name: string, value: string) => void;
}

export function Pager({ page, pageSize, shown, total, set }: PagerProps) {
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const first = (page - 1) * pageSize + 1;
  const step = (label: string, to: number, children: React.ReactNode) => {
    const isPossible = to >= 1 && to <= pages;
    return (
      <IconButton
        label={label}
        aria-disabled={!isPossible}
        onClick={() => {
          if (isPossible) set('page', to > 1 ? String(to) : '');
        }}
      >
        {children}
      </IconButton>
    );
  };
  return (
    <nav className={classes.pager} aria-label={text.pages}>
      <span role="status">{text.range(first, first + shown - 1, shown === 0 ? 0 : total)}</span>
      <label>
        <span>{text.pageSize}</span>
        <select
          value={pageSize}
          onChange={(event) => {
            set('page_size', event.target.value);
          }}
        >
          {PAGE_SIZES.map((size) => (
            <option key={size} value={size}>
              {size}
            </option>
          ))}
        </select>
      </label>
      <span className={classes.steps}>
        {step(text.previous, page - 1, <IconChevronLeft size={18} aria-hidden />)}
        <span>{text.pageOf(Math.min(page, pages), pages)}</span>
        {step(text.next, page + 1, <IconChevronRight size={18} aria-hidden />)}
      </span>
    </nav>
  );
}
