import { Select } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { IconButton } from '@/components/Button';
import { Segmented } from '@/components/Segmented';
import { useIsPhone } from '@/lib/hooks';
import type { MeterPage } from '../hooks/useMeterPage';
import type { Change } from '../hooks/useView';
import { periodDays, SCALES, step, type Compare, type Scale, type View } from '../lib/view';
import classes from '../Meters.module.css';
import { text } from '../text';
import { MeterSelect } from './MeterSelect';

interface SelectsProps {
  page: MeterPage;
  view: View;
  change: Change;
}

const ALL = 'all';
const COMPARES: Compare[] = ['none', 'previous', 'year'];

function OrganisationSelect({ page, view, change }: SelectsProps) {
  const organisations = page.list.data?.organisations ?? [];
  if (organisations.length < 2) return null;
  const choose = (value: string | null): void => {
    const organisation = value === ALL || value === null ? null : Number(value);
    const first = page.list.data?.meters.find((meter) => organisation === null || meter.organization_id === organisation);
    change({ organisation, meter: first?.id ?? null, zoom: null, end: null });
  };
  return (
    <Select
      className={classes.organisation}
      label={text.organisation}
      data={[{ value: ALL, label: text.allOrganisations }, ...organisations.map(({ id, name }) => ({ value: String(id), label: name }))]}
      value={view.organisation === null ? ALL : String(view.organisation)}
      onChange={choose}
      allowDeselect={false}
      searchable={organisations.length > 8}
    />
  );
}

export function Selects({ page, view, change }: SelectsProps) {
  const isPhone = useIsPhone();
  const { latestDay } = page;
  const chooseScale = (scale: Scale): void => {
    if (scale === 'custom') change((now) => ({ ...now, scale, days: periodDays(now, latestDay), zoom: null }));
    else change((now) => ({ ...now, scale, days: null, zoom: null, end: now.end }));
  };
  return (
    <div className={classes.bar}>
      <OrganisationSelect page={page} view={view} change={change} />
      <MeterSelect page={page} view={view} change={change} />
      <Select
        className={classes.compare}
        label={text.compare}
        data={COMPARES.map((value) => ({ value, label: text.compares[value] }))}
        value={view.compare}
        onChange={(value) => {
          change({ compare: value ?? 'none' });
        }}
        allowDeselect={false}
      />
      <span className={classes.grow} />
      <div className={classes.stepper}>
        <IconButton
          label={text.earlier}
          onClick={() => {
            change((now) => step(now, -1, latestDay));
          }}
        >
          <IconChevronLeft size={18} aria-hidden />
        </IconButton>
        <Segmented
          label={text.timescale}
          options={SCALES.map((value) => {
            const { text: long, short, name } = text.scales[value];
            return { value, text: isPhone ? short : long, name };
          })}
          value={view.zoom ? undefined : view.scale}
          onChange={chooseScale}
        />
        <IconButton
          label={text.later}
          onClick={() => {
            change((now) => step(now, 1, latestDay));
          }}
        >
          <IconChevronRight size={18} aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}
