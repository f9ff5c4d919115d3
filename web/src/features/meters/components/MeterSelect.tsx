import { Select, type SelectProps } from '@mantine/core';
import type { Meter } from '@/api/types';
import { formatMeterNumber } from '@/lib/format';
import { useNow } from '@/lib/hooks';
import type { MeterPage } from '../hooks/useMeterPage';
import type { Change } from '../hooks/useView';
import { freshnessOf } from '../lib/freshness';
import type { View } from '../lib/view';
import classes from '../Meters.module.css';
import { text } from '../text';

interface MeterSelectProps {
  page: MeterPage;
  view: View;
  change: Change;
}

const MOST_OPTIONS = 100;

export function MeterSelect({ page, view, change }: MeterSelectProps) {
  const now = useNow(60);
  const all = page.list.data?.meters ?? [];
  const meters = all.filter((meter) => view.organisation === null || meter.organization_id === view.organisation);
  const byId = new Map<string, Meter>(meters.map((meter) => [meter.id, meter]));
  const renderOption: SelectProps['renderOption'] = ({ option }) => {
    const meter = byId.get(option.value);
    if (!meter) return option.label;
    const state = freshnessOf(meter, now);
    return (
      <span className={classes.option}>
        <span>{meter.label}</span>
        <span className={classes.fresh} data-state={state}>
          <i aria-hidden="true" />
          {text.freshness(state)}
        </span>
        <small>{formatMeterNumber(meter.id)}</small>
      </span>
    );
  };
  return (
    <Select
      className={classes.meter}
      label={text.meterLabel}
      searchable
      nothingFoundMessage={text.meterNotFound}
      limit={MOST_OPTIONS}
      maxDropdownHeight={360}
      comboboxProps={{ width: 340, position: 'bottom-start' }}
      data={meters.map((meter) => ({ value: meter.id, label: `${formatMeterNumber(meter.id)}  ${meter.label}` }))}
      filter={({ options, search }) => {
        const wanted = search.toLowerCase().replace(/[\s\u202f]/g, '');
        return options.filter(
          (option) => 'value' in option && `${option.value}${option.label}`.toLowerCase().replace(/[\s\u202f]/g, '').includes(wanted),
        );
      }}
      renderOption={renderOption}
      value={byId.has(page.id) ? page.id : null}
      onChange={(meter) => {
        if (meter) change({ meter, zoom: null });
      }}
      allowDeselect={false}
    />
  );
}
