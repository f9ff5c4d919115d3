import { IconDownload, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Segmented } from '@/components/Segmented';
import type { Filter, ListView } from './types';
import type { Density } from './useDensity';
import classes from './List.module.css';
import { text } from './text';

const TYPING_MILLISECONDS = 250;
const DENSITIES = [
  { value: 'comfortable', text: text.density.comfortable },
  { value: 'compact', text: text.density.compact },
] as const;

interface SearchProps {
  label: string;
  value: string;
  type?: string;
  onChange: (value: string) => void;
}

/** Asks the server once the typing pauses. */
function TypedInput({ label, value, type = 'search', onChange }: SearchProps) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });
  useEffect(() => {
    // The address was changed from elsewhere: a chip, the Back button.
    if (value !== told.current) {
      told.current = value;
      setTyped(value);
    }
  }, [value]);
  useEffect(() => {
    if (typed === told.current) return undefined;
    const timer = setTimeout(() => {
      told.current = typed;
      tell.current(typed);
    }, TYPING_MILLISECONDS);
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);
  return (
    <label className={classes.tool}>
      <span>{label}</span>
      <input
        type={type}
        value={typed}
        maxLength={100}
        autoComplete="off"
        onChange={(event) => {
          setTyped(event.target.value);
        }}
      />
    </label>
  );
}

function FilterInput({ filter, value, set }: { filter: Filter; value: string; set: (name: string, value: string) => void }) {
  const change = (next: string): void => {
    set(filter.name, next);
  };
  if (!filter.options) return <TypedInput label={filter.label} type={filter.type ?? 'text'} value={value} onChange={change} />;
  return (
    <label className={classes.tool}>
      <span>{filter.label}</span>
      <select
        value={value}
        onChange={(event) => {
          change(event.target.value);
        }}
      >
        <option value="">{text.any}</option>
        {filter.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ListToolsProps {
  searchLabel?: string;
  filters: readonly Filter[];
  view: ListView;
  csv: string;
  density: Density;
  onDensity: (density: Density) => void;
  set: (name: string, value: string) => void;
}

export function ListTools({ searchLabel = text.find, filters, view, csv, density, onDensity, set }: ListToolsProps) {
  return (
    <div className={classes.tools} role="search" aria-label={searchLabel}>
      <TypedInput
        label={searchLabel}
        value={view.q}
        onChange={(value) => {
          set('q', value.trim());
        }}
      />
      {filters.map((filter) => (
        <FilterInput key={filter.name} filter={filter} value={view.filters[filter.name] ?? ''} set={set} />
      ))}
      <div className={classes.right}>
        <Segmented label={text.densityTitle} options={DENSITIES} value={density} onChange={onDensity} />
        <a className={classes.csv} href={csv} download>
          <IconDownload size={17} aria-hidden />
          {text.csv}
        </a>
      </div>
    </div>
  );
}

interface ChipsProps {
  filters: readonly Filter[];
  view: ListView;
  set: (name: string, value: string) => void;
  clear: () => void;
}

/** What narrows the list, each taken away by a press. */
export function Chips({ filters, view, set, clear }: ChipsProps) {
  const chosen = filters.filter(({ name }) => view.filters[name]);
  if (chosen.length === 0) return null;
  return (
    <ul className={classes.chips} aria-label={text.chosenFilters}>
      {chosen.map(({ name, label, options }) => {
        const value = view.filters[name] ?? '';
        const words = options?.find((option) => option.value === value)?.text ?? value;
        return (
          <li key={name}>
            <button
              type="button"
              className={classes.chip}
              aria-label={text.removeFilter(label, words)}
              onClick={() => {
                set(name, '');
              }}
            >
              {`${label}: ${words}`}
              <IconX size={14} aria-hidden />
            </button>
          </li>
        );
      })}
      <li>
        <button type="button" className={classes.quiet} onClick={clear}>
          {text.clearAll}
        </button>
      </li>
    </ul>
  );
}
