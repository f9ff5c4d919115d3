/** The map itself, apart from React: outlines, perhaps tiles, and a marker for each meter in sight. */
import L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import { nameOf, type MapMeter, type MeterMap } from '../api';
import { text } from '../text';
import { outlinesFor } from './outlines';
import { SHAPES } from './shapes';

const MOST_MARKERS = 1500;
const CLOSE_ZOOM = 13;
const ICON_PIXELS = 22;

export interface MapClasses {
  marker: string;
  chosen: string;
  land: string;
  region: string;
  states: Record<MapMeter['participation_class'], string>;
}

export interface MapHandlers {
  onChoose: (id: string) => void;
  /** How many meters are in sight but not drawn; 0 while all are. */
  onDense: (count: number) => void;
}

export class LeafletMap {
  private readonly map: L.Map;
  private readonly markers = L.layerGroup();
  private meters: readonly MapMeter[] = [];
  private chosen: string | undefined;
  private isGone = false;

  constructor(
    element: HTMLElement,
    private readonly classes: MapClasses,
    private readonly handlers: MapHandlers,
    tiles: MeterMap['tiles'],
  ) {
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.map = L.map(element, { zoomControl: false, maxZoom: 18, minZoom: 2, zoomAnimation: !isCalm, fadeAnimation: !isCalm, markerZoomAnimation: !isCalm });
    this.map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: text.zoomIn, zoomOutTitle: text.zoomOut }).addTo(this.map);
    L.control.scale().addTo(this.map);
    // Leaflet takes the attribution for HTML; it is text here.
    if (tiles) L.tileLayer(tiles.url, { maxZoom: 18, attribution: asText(tiles.attribution) }).addTo(this.map);
    this.markers.addTo(this.map);
    this.map.on('moveend', () => {
      this.draw();
    });
  }

  show(meters: readonly MapMeter[]): void {
    this.meters = meters;
    this.fit();
    void this.drawOutlines();
  }

  fit(): void {
    if (this.meters.length === 0) return;
    const bounds = L.latLngBounds(this.meters.map(({ latitude, longitude }) => [latitude, longitude]));
    this.map.fitBounds(bounds, { padding: [32, 32], maxZoom: CLOSE_ZOOM, animate: false });
    this.draw();
  }

  choose(id: string | undefined): void {
    this.chosen = id;
    const meter = this.meters.find((candidate) => candidate.id === id);
    const place = meter && L.latLng(meter.latitude, meter.longitude);
    if (place && !this.map.getBounds().pad(-0.1).contains(place)) this.map.setView(place, Math.max(this.map.getZoom(), CLOSE_ZOOM), { animate: false });
    this.draw();
  }

  remove(): void {
    this.isGone = true;
    this.map.remove();
  }

  private async drawOutlines(): Promise<void> {
    const outlines = await outlinesFor(this.meters).catch(() => []);
    if (this.isGone) return;
    this.map.attributionControl.addAttribution(text.outlines);
    for (const { kind, lines } of outlines)
      L.geoJSON(lines, { interactive: false, style: { className: this.classes[kind], weight: kind === 'land' ? 1.5 : 0.75 } }).addTo(this.map);
  }

  private draw(): void {
    this.markers.clearLayers();
    const sight = this.map.getBounds().pad(0.1);
    const seen = this.meters.filter(({ latitude, longitude }) => sight.contains([latitude, longitude]));
    const isDense = seen.length > MOST_MARKERS;
    this.handlers.onDense(isDense ? seen.length : 0);
    for (const meter of isDense ? seen.filter(({ id }) => id === this.chosen) : seen) this.addMarker(meter);
  }

  private addMarker(meter: MapMeter): void {
    const state = meter.participation_class;
    const isChosen = meter.id === this.chosen;
    const icon = L.divIcon({
      className: [this.classes.marker, this.classes.states[state], isChosen ? this.classes.chosen : ''].join(' '),
      iconSize: [ICON_PIXELS, ICON_PIXELS],
      // A shape of ours: no text that anybody could have written.
      html: `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${SHAPES[state]}"/></svg>`,
    });
    const place: L.LatLngTuple = [meter.latitude, meter.longitude];
    // The list is the way in for keyboards: a hundred tab stops on a map help nobody.
    const marker = L.marker(place, { icon, keyboard: false, title: nameOf(meter), alt: '', zIndexOffset: isChosen ? 1000 : 0 });
    marker.on('click', () => {
      this.handlers.onChoose(meter.id);
    });
    marker.addTo(this.markers);
  }
}

function asText(text: string): string {
  const holder = document.createElement('span');
  holder.textContent = text;
  return holder.innerHTML;
}
