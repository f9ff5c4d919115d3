import { useSearchParams } from 'react-router-dom';
import { usePortal, zoneOf } from '@/api/portal';
import { useMay } from '@/api/useMay';
import { ButtonLink } from '@/components/Button';
import { PageHead, pageClasses } from '@/components/Page';
import { SectionTabs } from '@/components/SectionTabs';
import { Segmented } from '@/components/Segmented';
import { EventList } from './components/EventList';
import { MonthCalendar } from './components/MonthCalendar';
import { text } from './text';

const VIEWS = [
  { value: 'list', text: text.list },
  { value: 'calendar', text: text.calendar },
] as const;

/** All events that one may see, as a list or by month. */
export default function EventsPage() {
  const portal = usePortal();
  const { isStaff, mayManage } = useMay();
  const [params, setParams] = useSearchParams();
  const view = params.get('view') === 'calendar' ? 'calendar' : 'list';
  const zone = portal.data && zoneOf(portal.data.time_zone);
  return (
    <div className={pageClasses.stack}>
      {isStaff && <SectionTabs current="events" />}
      <PageHead
        title={text.title}
        lead={`${isStaff ? text.lead : text.leadMember} ${zone ? text.zone(zone.city) : ''}`}
        actions={
          mayManage && (
            <ButtonLink to="/events/new" isPrimary>
              {text.create}
            </ButtonLink>
          )
        }
      />
      <div>
        <Segmented
          label={text.views}
          options={VIEWS}
          value={view}
          onChange={(next) => {
            setParams(next === 'calendar' ? { view: next } : {}, { replace: true });
          }}
        />
      </div>
      {zone && view === 'list' && <EventList zone={zone} isStaff={isStaff} mayManage={mayManage} />}
      {zone && view === 'calendar' && <MonthCalendar zone={zone} />}
    </div>
  );
}
