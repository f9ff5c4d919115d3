import { useState } from 'react';
import { Field } from '@/components/Field';
import { formatMeterNumber } from '@/lib/format';
import { matching, nameOf, type MapMeter } from '../api';
import classes from '../Map.module.css';
import { text } from '../text';
import { Shape } from './Shape';

const MOST_ITEMS = 200;

interface MapListProps {
  meters: readonly MapMeter[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

/** The same meters as on the map, for keyboards and screen readers, and for everybody who looks for one. */
export function MapList({ meters, chosen, onChoose }: MapListProps) {
  const [wanted, setWanted] = useState('');
  const found = matching(meters, wanted);
  const shown = found.slice(0, MOST_ITEMS);
  return (
    <section className={classes.list} aria-label={text.list}>
      <Field
        label={text.find}
        help={text.findHelp}
        type="search"
        autoComplete="off"
        value={wanted}
        onChange={(event) => {
          setWanted(event.currentTarget.value);
        }}
      />
      <p className={classes.note} role="status">
        {found.length === 0 ? text.nothingFound : text.found(found.length, meters.length)}
      </p>
      <ul className={classes.items}>
        {shown.map((meter) => (
          <li key={meter.id}>
            <button
              type="button"
              className={classes.item}
              aria-pressed={meter.id === chosen}
              aria-label={text.itemLabel(nameOf(meter), meter.participation_class)}
              onClick={() => {
                onChoose(meter.id);
              }}
            >
              <Shape state={meter.participation_class} />
              <span>
                <span className={classes.name}>{nameOf(meter)}</span>
                <span className={classes.note}>{meter.label ? formatMeterNumber(meter.id) : (meter.organisation ?? text.noOrganisation)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {found.length > shown.length && <p className={classes.note}>{text.more(found.length - shown.length)}</p>}
    </section>
  );
}
