import { Tabs } from './Tabs';
import { text } from './text';

/** The provider's way between its events and the programmes that they belong to. */
export function SectionTabs({ current }: { current: 'events' | 'programs' }) {
  return (
    <Tabs
      label={text.section}
      tabs={[
        { to: '/events', title: text.events, isCurrent: current === 'events' },
        { to: '/programs', title: text.programs, isCurrent: current === 'programs' },
      ]}
    />
  );
}
