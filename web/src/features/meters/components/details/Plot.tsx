import type uPlot from 'uplot';
import { useUplot } from '@/components/charts/useUplot';
import classes from './details.module.css';

interface PlotProps {
  options: () => Omit<uPlot.Options, 'width' | 'height'>;
  data: uPlot.AlignedData;
  identity: string;
  height?: number;
  label: string;
}

export function Plot({ options, data, identity, height = 220, label }: PlotProps) {
  const { host } = useUplot({ options, data, identity, height });
  return <div ref={host} className={classes.chart} role="img" aria-label={label} style={{ height }} />;
}
