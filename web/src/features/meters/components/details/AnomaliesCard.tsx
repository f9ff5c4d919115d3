import { useQuery } from '@tanstack/react-query';
import { IconZoomIn } from '@tabler/icons-react';
import { useState } from 'react';
import type { Finding } from '@/api/types';
import { Button, IconButton } from '@/components/Button';
import { formatDate, formatSpan } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import { anomaliesQuery } from '../../api';
import cards from '../Cards.module.css';
import { DetailCard, type DetailProps } from './DetailCard';
import classes from './details.module.css';
import { text } from './text';

const SHORT_LIST = 6;
const SECONDS_OF_DAY = 86_400;

/** "14 Jun, 16:30–17:00", or both days where it lasts longer. */
export function whenOf(finding: Finding, zone: Zone): string {
  const from = fromIso(finding.from);
  const to = fromIso(finding.to);
  const first = formatDate(from, 'day', zone);
  const last = formatDate(to - 1, 'day', zone);
  return first === last ? `${first}, ${formatSpan(from, to, zone)}` : `${first} – ${last}`;
}

function Row({ finding, zone, onZoom }: { finding: Finding; zone: Zone; onZoom: () => void }) {
  const when = whenOf(finding, zone);
  return (
    <tr>
      <td>
        <span className={cards.date}>{text.kind[finding.kind]}</span>
        <div className={cards.muted}>{when}</div>
      </td>
      <td>
        {text.evidence(finding)}
        <div className={cards.muted}>{text.remedy[finding.remedy]}</div>
      </td>
      <td className={cards.number}>
        <IconButton label={text.zoomTo(text.kind[finding.kind], when)} onClick={onZoom}>
          <IconZoomIn size={17} aria-hidden />
        </IconButton>
      </td>
    </tr>
  );
}

interface AnomaliesCardProps extends DetailProps {
  zone: Zone;
  onZoom: (range: { from: number; to: number }) => void;
}

/** Readings that look wrong, each with what shows it and what to do. The portal changes none of them. */
export function AnomaliesCard({ meter, range, zone, onZoom }: AnomaliesCardProps) {
  const { data, error } = useQuery(anomaliesQuery(meter, range));
  const [showsAll, setShowsAll] = useState(false);
  return (
    <DetailCard
      data={data}
      error={error}
      isEmpty={() => false}
      title={(d) => text.anomalies(d.total)}
      say={(d) => (d.total === 0 ? text.anomaliesNone : text.anomaliesSay)}
      how={text.anomaliesHow}
    >
      {(d) => (
        <>
          {d.findings.length > 0 && (
            <table className={`${cards.table} ${classes.findings}`}>
              <thead>
                <tr>
                  <th scope="col">{text.what}</th>
                  <th scope="col">{text.shows}</th>
                  <th scope="col"><span className="visually-hidden">{text.zoom}</span></th>
                </tr>
              </thead>
              <tbody>
                {d.findings.slice(0, showsAll ? undefined : SHORT_LIST).map((finding) => (
                  <Row
                    key={`${finding.from} ${finding.kind}`}
                    finding={finding}
                    zone={zone}
                    onZoom={() => {
                      const from = fromIso(finding.from);
                      const to = fromIso(finding.to);
                      const around = Math.max(SECONDS_OF_DAY / 2, (to - from) / 4);
                      onZoom({ from: from - around, to: to + around });
                    }}
                  />
                ))}
              </tbody>
            </table>
          )}
          {d.findings.length > SHORT_LIST && (
            <div className={cards.below}>
              <Button
                onClick={() => {
                  setShowsAll(!showsAll);
                }}
              >
                {showsAll ? text.fewerFindings : text.allFindings(d.findings.length)}
              </Button>
            </div>
          )}
        </>
      )}
    </DetailCard>
  );
}
