import { Tabs } from './Tabs';
import { text } from './text';

type Section = 'events' | 'programs' | 'outages' | 'laboratory' | 'peakHours';

/** The provider's way between its events, the programmes that they belong to and what helps to plan both. */
export function SectionTabs({ current }: { current: Section }) {
  return (
    <Tabs
      label={text.section}
      tabs={[
        { to: '/events', title: text.events, isCurrent: current === 'events' },
        { to: '/programs', title: text.programs, isCurrent: current === 'programs' },
        { to: '/outages', title: text.outages, isCurrent: current === 'outages' },
        { to: '/laboratory', title: text.laboratory, isCurrent: current === 'laboratory' },
        { to: '/peak-hours', title: text.peakHours, isCurrent: current === 'peakHours' },
      ]}
    />
  );
}
