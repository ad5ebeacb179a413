/** Where a certificate stands in the lists by which its credential is checked. */
import { Check, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CertificateEntity } from './certification.entity.js';
import { Integer, Text } from './columns.js';

/** One place for each version of a certificate. Append-only: a place is never given to another one. */
@Entity('credential_status_place')
@Index('credential_status_place_once', ['list', 'place'], { unique: true })
@Check('credential_status_place_inside', `"list" >= 1 AND "place" >= 0 AND "place" < 131072`)
export class CredentialStatusPlaceEntity {
  @ForeignKey(() => CertificateEntity) @PrimaryColumn('text') certificateId!: string;
  /** From 1. Each number is two lists, one for revocation and one for suspension; the place is the same in both. */
  @Integer() list!: number;
  @Integer() place!: number;
  @Text() recordedAt!: string;
}
