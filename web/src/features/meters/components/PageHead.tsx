import { IconDownload, IconLink, IconPhoto, IconTableExport } from '@tabler/icons-react';
import { Popover } from '@mantine/core';
import { useState, type RefObject } from 'react';
import { Button } from '@/components/Button';
import type { Meter } from '@/api/types';
import type { PowerChartHandle } from '@/components/charts/PowerChart';
import { formatInterval, formatMeterNumber, formatPeriod, intervalAdjective } from '@/lib/format';
import { csvLink } from '../api';
import type { Connection } from '../hooks/useLive';
import type { MeterPage } from '../hooks/useMeterPage';
import { savePicture } from '../lib/picture';
import type { View } from '../lib/view';
import classes from '../Meters.module.css';
import { text } from '../text';
import { LiveState } from './LiveState';
import menu from './Menu.module.css';

interface PageHeadProps {
  page: MeterPage;
  view: View;
  connection: Connection;
  chart: RefObject<PowerChartHandle | null>;
}

const COPIED_SECONDS = 4;

function CopyLink() {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(location.href);
      setState('copied');
    } catch {
      setState('refused');
    }
    setTimeout(() => {
      setState('idle');
    }, COPIED_SECONDS * 1000);
  };
  return (
    <>
      <Button onClick={() => void copy()}>
        <IconLink size={17} aria-hidden />
        {state === 'copied' ? text.linkCopied : text.copyLink}
      </Button>
      <span role="status" className="visually-hidden">
        {state === 'copied' && text.linkCopied}
        {state === 'refused' && `${text.copyByHand} ${location.href}`}
      </span>
    </>
  );
}

function DownloadMenu({ page, chart }: Pick<PageHeadProps, 'page' | 'chart'>) {
  const [isOpen, setIsOpen] = useState(false);
  const picture = (): void => {
    const canvas = chart.current?.canvas();
    const { meter, range, zone, id } = page;
    const subtitle = `${text.meter(id)} · ${formatPeriod(range.from, range.to, zone)} · ${text.zone(zone.city, zone.abbreviationAt(range.from))}`;
    if (canvas) savePicture(canvas, { title: meter?.label ?? id, subtitle, actual: text.actual, predicted: text.predicted }, id);
    setIsOpen(false);
  };
  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="bottom-end" shadow="sm" width={210} trapFocus returnFocus>
      <Popover.Target>
        <Button
          onClick={() => {
            setIsOpen(!isOpen);
          }}
        >
          <IconDownload size={17} aria-hidden />
          {text.download}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label={text.download}>
        <a
          className={menu.item}
          href={csvLink(page.id, page.range)}
          download={`meter-${page.id}.csv`}
          onClick={() => {
            setIsOpen(false);
          }}
        >
          <IconTableExport size={17} aria-hidden />
          {text.downloadCsv}
        </a>
        <button type="button" className={menu.item} onClick={picture}>
          <IconPhoto size={17} aria-hidden />
          {text.downloadPng}
        </button>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Its label, or the number of a meter that has none. */
function nameOf(meter: Meter | undefined, id: string): string {
  if (meter?.label) return meter.label;
  return id ? text.meter(formatMeterNumber(id)) : text.title;
}

export function PageHead({ page, connection, chart }: PageHeadProps) {
  const { meter, zone, data, id, range } = page;
  const interval = data?.series.interval_s ?? meter?.interval_s;
  return (
    <div className={classes.head}>
      <div>
        <h1>{nameOf(data?.meter ?? meter, id)}</h1>
        <p className={classes.sub}>
          {id && <span>{text.meter(formatMeterNumber(id))}</span>}
          {interval && <span>{text.readings(intervalAdjective(interval))}</span>}
          {range.to > 0 && <span>{text.zone(zone.city, zone.abbreviationAt(range.to - 1))}</span>}
          {(data?.meter ?? meter)?.is_retired && <span>{text.retired}</span>}
          {data && (
            <LiveState
              latest={data.latest}
              connection={connection}
              when={(latest) => text.latest(formatInterval(latest.start_utc, latest.interval_s, zone))}
            />
          )}
        </p>
      </div>
      <div className={classes.tools}>
        {id && <DownloadMenu page={page} chart={chart} />}
        <CopyLink />
      </div>
    </div>
  );
}
