import { IconArrowsMaximize, IconTable, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { IconButton } from '@/components/Button';
import { Segmented } from '@/components/Segmented';
import type { Unit } from '@/components/charts/series';
import type { View } from '../lib/view';
import type { Change } from '../hooks/useView';
import classes from '../Meters.module.css';
import { text } from '../text';

interface ChartToolsProps {
  view: View;
  change: Change;
  onZoom: (factor: number) => void;
}

const UNITS: readonly { value: Unit; text: string; name: string }[] = [
  { value: 'kW', text: 'kW', name: 'Power in kW' },
  { value: 'kWh', text: 'kWh', name: 'Energy in kWh' },
];

export function ChartTools({ view, change, onZoom }: ChartToolsProps) {
  return (
    <div className={classes.tools}>
      <Segmented
        label={text.unit}
        options={UNITS}
        value={view.unit}
        onChange={(unit) => {
          change({ unit });
        }}
      />
      <IconButton
        label={text.zoomIn}
        onClick={() => {
          onZoom(0.5);
        }}
      >
        <IconZoomIn size={18} aria-hidden />
      </IconButton>
      <IconButton
        label={text.zoomOut}
        onClick={() => {
          onZoom(2);
        }}
      >
        <IconZoomOut size={18} aria-hidden />
      </IconButton>
      <IconButton
        label={text.wholePeriod}
        aria-disabled={view.zoom === null}
        onClick={() => {
          change({ zoom: null });
        }}
      >
        <IconArrowsMaximize size={18} aria-hidden />
      </IconButton>
      <IconButton
        label={view.hasTable ? text.hideTable : text.showTable}
        aria-expanded={view.hasTable}
        onClick={() => {
          change({ hasTable: !view.hasTable });
        }}
      >
        <IconTable size={18} aria-hidden />
      </IconButton>
    </div>
  );
}
