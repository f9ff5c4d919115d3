import { useMemo, useState } from 'react';
import { Link } from 'react-router-dom';
import { ServerList, type Column } from '@/components/list';
import { Notice } from '@/components/Notice';
import { Pill } from '@/components/Pill';
import { formatMeterNumber, formatPercent } from '@/lib/format';
import { useMoments } from '@/lib/moments';
import { addressOf, loadMeters, type MeterHealth, type Which } from '../api';
import classes from '../Organisation.module.css';
import { text } from '../text';
import { LabelDialog } from './LabelDialog';

const FEW_GAPS = 0.01;
const DECIMALS = 5;

function Health({ meter }: { meter: MeterHealth }) {
  if (meter.retired) return <Pill kind="plain">{text.retired}</Pill>;
  if (meter.expected === 0) return <Pill kind="plain">{text.noDays}</Pill>;
  if (meter.missing === 0) return <Pill kind="good">{text.complete}</Pill>;
  const share = meter.missing / meter.expected;
  return <Pill kind={share < FEW_GAPS ? 'warn' : 'bad'}>{text.gaps(formatPercent(share))}</Pill>;
}

const placeOf = ({ address, latitude, longitude }: MeterHealth): string => {
  if (address) return address;
  return latitude !== null && longitude !== null ? `${latitude.toFixed(DECIMALS)}, ${longitude.toFixed(DECIMALS)}` : text.nowhere;
};

interface MetersProps {
  which: Which;
  mayManage: boolean;
}

export function Meters({ which, mayManage }: MetersProps) {
  const { time } = useMoments();
  const [naming, setNaming] = useState<MeterHealth>();
  const [done, setDone] = useState('');
  const load = useMemo(() => loadMeters(which), [which]);
  const close = (): void => {
    setNaming(undefined);
  };
  const name = (meter: MeterHealth) => (
    <button
      type="button"
      className={classes.link}
      aria-label={text.labelOf(formatMeterNumber(meter.id))}
      onClick={() => {
        setNaming(meter);
      }}
    >
      {text.label}
    </button>
  );
  const columns: Column<MeterHealth>[] = [
    {
      key: 'number',
      title: text.meter,
      sort: 'number',
      isName: true,
      render: (meter) => (
        <>
          <Link to={`/meters?meter=${encodeURIComponent(meter.id)}`} aria-label={text.show(formatMeterNumber(meter.id))}>
            {formatMeterNumber(meter.id)}
          </Link>
          {meter.label && <div className={classes.muted}>{meter.label}</div>}
        </>
      ),
    },
    { key: 'where', title: text.where, render: placeOf },
    { key: 'last_reading', title: text.lastReading, sort: 'last_reading', isLatestFirst: true, render: (meter) => time(meter.last_reading) || text.noReading },
    { key: 'health', title: text.health, render: (meter) => <Health meter={meter} /> },
    ...(mayManage ? [{ key: 'actions', title: text.actions, render: name }] : []),
  ];
  return (
    <>
      {done && <Notice kind="good">{done}</Notice>}
      <ServerList
        name={`organisation-meters-${which.organization_id ?? 'own'}`}
        caption={text.meters}
        address={addressOf('/api/organization/meters', which)}
        load={load}
        columns={columns}
        searchLabel={text.findMeter}
        rowKey={(meter) => meter.id}
        rowName={(meter) => meter.id}
        empty={{ title: text.noMeters, detail: text.noMetersDetail }}
      />
      {naming && (
        <LabelDialog
          meter={naming}
          onClose={close}
          onDone={() => {
            setDone(text.labelled(formatMeterNumber(naming.id)));
            close();
          }}
        />
      )}
    </>
  );
}
