import { useEffect, useRef, useState } from 'react';
import type { MeterMap } from '../api';
import { LeafletMap, type MapClasses } from '../lib/leafletMap';
import classes from '../Map.module.css';
import { text } from '../text';
import { Button } from '@/components/Button';

const name = (key: string): string => classes[key] ?? '';
const CLASSES: MapClasses = {
  marker: name('marker'),
  chosen: name('chosen'),
  land: name('land'),
  region: name('region'),
  states: { high: name('high'), middle: name('middle'), low: name('low'), none: name('none') },
};

interface MapCanvasProps {
  data: MeterMap;
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

export function MapCanvas({ data, chosen, onChoose }: MapCanvasProps) {
  const element = useRef<HTMLDivElement>(null);
  const map = useRef<LeafletMap | null>(null);
  const choose = useRef(onChoose);
  const [dense, setDense] = useState(0);
  choose.current = onChoose;

  useEffect(() => {
    if (!element.current) return undefined;
    const made = new LeafletMap(
      element.current,
      CLASSES,
      {
        onChoose: (id) => {
          choose.current(id);
        },
        onDense: setDense,
      },
      data.tiles,
    );
    made.show(data.meters);
    map.current = made;
    return () => {
      map.current = null;
      made.remove();
    };
  }, [data]);

  useEffect(() => {
    map.current?.choose(chosen);
  }, [chosen, data]);

  return (
    <div className={classes.canvasBox}>
      <div ref={element} className={classes.canvas} role="application" aria-label={text.mapLabel} />
      <div className={classes.over}>
        <Button
          onClick={() => {
            map.current?.fit();
          }}
        >
          {text.showAll}
        </Button>
        {dense > 0 && (
          <p className={classes.dense} role="status">
            {text.tooDense(dense)}
          </p>
        )}
      </div>
    </div>
  );
}
