import { Notice } from '@/components/Notice';
import { text } from '../text';

export function EmptyMeters() {
  return (
    <Notice kind="info">
      <strong>{text.emptyTitle}</strong>
      <p>{text.emptyDetail}</p>
    </Notice>
  );
}
