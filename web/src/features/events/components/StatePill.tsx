import { Pill } from '@/components/Pill';
import type { EventState } from '../api';
import { text } from '../text';

const KINDS = { draft: 'plain', scheduled: 'plain', notified: 'warn', active: 'warn', done: 'plain', settled: 'good', cancelled: 'bad' } as const;

export const StatePill = ({ state }: { state: EventState }) => <Pill kind={KINDS[state]}>{text.states[state]}</Pill>;
