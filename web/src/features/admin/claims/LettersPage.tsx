import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';
import { usePortal } from '@/api/portal';
import type { Portal } from '@/api/types';
import { Button, ButtonLink } from '@/components/Button';
import { ProblemNotice } from '@/components/Notice';
import { Skeleton } from '@/components/Skeleton';
import classes from './Letters.module.css';
import { codesQuery, type Claim, type ClaimKind } from './api';
import { text } from './text';

const PAGE_SIZE = 200;
const PASSED_ON = ['q', 'assigned', 'organization_id', 'ids'] as const;

interface LetterProps {
  claim: Claim;
  kind: ClaimKind;
  portal: Portal;
}

function Letter({ claim, kind, portal }: LetterProps) {
  const isMeter = kind === 'meter';
  const home = portal.public_url || location.origin;
  return (
    <article className={classes.letter}>
      <p className={classes.sender}>
        <strong>{portal.provider}</strong>
        {portal.contact && <span>{portal.contact}</span>}
      </p>
      <address className={classes.address}>
        {claim.name && <span>{claim.name}</span>}
        {claim.address && <span>{claim.address}</span>}
      </address>
      <h2>{isMeter ? text.greeting : text.greetingOrganisation}</h2>
      <p>{isMeter ? text.opening(portal.name) : text.openingOrganisation(portal.name)}</p>
      <dl className={classes.pair}>
        <dt>{isMeter ? text.meterNumber : text.organisationNumber}</dt>
        <dd>{claim.id}</dd>
        <dt>{text.code}</dt>
        <dd>{claim.code}</dd>
        <dt>{text.where}</dt>
        <dd className={classes.where}>{`${home}/register`}</dd>
      </dl>
      <p>{isMeter ? text.onceMeter : text.onceOrganisation}</p>
      {portal.contact && <p>{text.help(portal.contact)}</p>}
    </article>
  );
}

/** One letter a page, for A4 and US Letter alike. */
export default function LettersPage() {
  const [params] = useSearchParams();
  const portal = usePortal();
  const kind: ClaimKind = params.get('kind') === 'organization' ? 'organization' : 'meter';
  const page = Math.max(1, Number(params.get('page') ?? '1') || 1);
  const filters = Object.fromEntries(PASSED_ON.flatMap((name) => (params.get(name) ? [[name, params.get(name) ?? '']] : [])));
  const codes = useQuery(codesQuery({ ...filters, kind, state: 'open', sort: 'number', page, page_size: PAGE_SIZE }));
  const letters = codes.data?.rows ?? [];
  const isLast = !codes.data || page * PAGE_SIZE >= codes.data.total;
  const next = new URLSearchParams(params);
  next.set('page', String(page + 1));
  return (
    <>
      <div className={`${classes.tools} no-print`}>
        <ButtonLink to={`/admin/claims${kind === 'meter' ? '' : `?kind=${kind}`}`}>{text.back}</ButtonLink>
        {!isLast && <ButtonLink to={`/admin/claims/letters?${next.toString()}`}>{text.nextPage}</ButtonLink>}
        <Button isPrimary onClick={() => { window.print(); }}>
          {text.print}
        </Button>
      </div>
      {codes.isPending && <Skeleton height={420} />}
      {codes.isError && <ProblemNotice error={codes.error} />}
      {codes.data && (
        <p className="no-print">
          {letters.length === 0 ? text.noLetters : text.lettersLead(letters.length)} {!isLast && text.more(page * PAGE_SIZE, codes.data.total)}
        </p>
      )}
      {portal.data && letters.map((claim) => <Letter key={claim.id} claim={claim} kind={kind} portal={portal.data} />)}
    </>
  );
}
