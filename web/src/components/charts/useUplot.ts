import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './uplot.css';

interface UplotProps {
  /** Made anew when `identity` changes; reads its moving parts through refs. */
  options: () => Omit<uPlot.Options, 'width' | 'height'>;
  identity: string;
  data: uPlot.AlignedData;
  height: number;
  /** Shown part of the x axis; the data's own extent where there is none. */
  range?: { from: number; to: number };
}

/** One plot for the life of an identity; data, range and size are pushed into it. */
export function useUplot({ options, identity, data, height, range }: UplotProps): {
  host: RefObject<HTMLDivElement | null>;
  plot: RefObject<uPlot | null>;
} {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ options, data, range });
  useLayoutEffect(() => {
    latest.current = { options, data, range };
  });

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const made = new uPlot({ ...latest.current.options(), width: element.clientWidth, height }, latest.current.data, element);
    plot.current = made;
    const { range: shown } = latest.current;
    if (shown) made.setScale('x', { min: shown.from, max: shown.to });
    const observer = new ResizeObserver(() => {
      if (Math.abs(element.clientWidth - made.width) > 1) made.setSize({ width: element.clientWidth, height });
    });
    observer.observe(element);
    // Text measured before the font was there would sit wrongly.
    void document.fonts.ready.then(() => {
      if (plot.current === made) made.redraw(false, true);
    });
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [identity, height]);

  useEffect(() => {
    const made = plot.current;
    if (!made) return;
    made.batch(() => {
      if (made.data !== data) made.setData(data, !range);
      if (range) made.setScale('x', { min: range.from, max: range.to });
    });
  }, [data, range]);

  return { host, plot };
}
