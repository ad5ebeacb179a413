/** Which seats compete with each other. */
import type { Quota } from '../../domain/programme.js';
import type { EngagementRow } from './engagement.repository.js';

/** One municipality's seats on one track of one engagement. */
export interface SeatPlace {
  readonly engagement: EngagementRow;
  readonly municipalityCode: string;
  readonly trackKey: string;
}

/** As the quota's scope says (R02); without a quota seats are kept per municipality. */
export function poolOf(
  place: {
    readonly engagement: Pick<EngagementRow, 'id' | 'programmeKey'>;
    readonly municipalityCode: string;
    readonly trackKey: string;
  },
  quota: Quota | null,
): string {
  const { engagement, municipalityCode, trackKey } = place;
  switch (quota?.scope) {
    case 'PROGRAMME':
      return `${engagement.programmeKey}/${trackKey}`;
    case 'ENGAGEMENT':
      return `${engagement.id}/${trackKey}`;
    default:
      return `${engagement.id}/${municipalityCode}/${trackKey}`;
  }
}
