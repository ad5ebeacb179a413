import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Instant } from '../../../domain/calendar.js';
import { Node } from '../../../graphql/node.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { TellsOf } from '../../../graphql/tells-of.js';
import { RequirementKind } from '../../progress/index.js';

export enum CertificateStatus {
  VALID = 'VALID',
  REVIEW_REQUIRED = 'REVIEW_REQUIRED',
  REVOKED = 'REVOKED',
  REPLACED = 'REPLACED',
  EXPIRED = 'EXPIRED',
  HOLDER_ERASED = 'HOLDER_ERASED',
}
registerEnumType(CertificateStatus, {
  name: 'CertificateStatus',
  valuesMap: {
    VALID: { description: 'Gyldigt.' },
    REVIEW_REQUIRED: {
      description:
        'Under vurdering: it still holds; a correction after issue left a requirement open, and a named person decides (V25, L22).',
    },
    REVOKED: { description: 'Tilbagekaldt; the number stays and answers so (V26).' },
    REPLACED: { description: 'Erstattet by a later version under the same number (L16).' },
    EXPIRED: { description: 'Udløbet: its last day is over.' },
    HOLDER_ERASED: {
      description:
        'Indehaveren er slettet: what whoever looks the number up is told, however it stood; never the status of a `Certificate`.',
    },
  },
});

export enum CertificateKind {
  CERTIFICATE = 'CERTIFICATE',
  COURSE = 'COURSE',
}
registerEnumType(CertificateKind, {
  name: 'CertificateKind',
  valuesMap: {
    CERTIFICATE: { description: 'Certifikat: its holder is certified.' },
    COURSE: {
      description:
        'Kursusbevis: its holder completed a course without certification; nobody is certified by it.',
    },
  },
});

@ObjectType({
  description:
    'What a certificate rested on when it was issued. Later corrections do not change it (V24); `Enrolment.progress` is how it stands now.',
})
export class CertificateBasis {
  @Field(() => String) programmeKey!: string;
  @Field(() => String) trackKey!: string;
  @Field(() => Int) ruleVersion!: number;
  @Field(() => Int, { nullable: true, description: 'Null where the programme states no days.' })
  requiredHalfDays!: number | null;
  @Field(() => Int) attendedHalfDays!: number;
  @Field(() => Int, { description: 'Missed ones that had been made up; not part of `attendedHalfDays`.' })
  madeUpHalfDays!: number;
  @Field(() => Int, { description: 'Credited by the day of issue; supervision may go on after it.' })
  supervisionMinutes!: number;
  @Field(() => Int, { nullable: true, description: 'Null where no hours are stated for this person.' })
  supervisionTargetMinutes!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The attempt that was passed; null where the assessment was lifted by dispensation.',
  })
  attemptNumber!: number | null;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'Date of that attempt; null where there is none.',
  })
  attemptDate!: string | null;
  @Field(() => [RequirementKind], { description: 'Requirements that were lifted for this person.' })
  dispensations!: RequirementKind[];
}

@ObjectType({
  implements: () => [Node],
  description: 'A certificate as it was issued, and how it stands today.',
})
export class Certificate extends Node {
  enrolmentId!: string;
  /** When the holder was erased; null while they are known. */
  erasedAt!: Instant | null;
  personId!: string;
  @Field(() => String, {
    description: 'As in FL-7K3M-9QXT-4: not guessable, with a check character, never used again (V26).',
  })
  number!: string;
  @Field(() => CertificateKind) kind!: CertificateKind;
  @Field(() => String, {
    nullable: true,
    description: 'The training provider’s name at issue; null where none was known.',
  })
  provider!: string | null;
  @Field(() => Int, { description: 'From 1; a new version keeps the number (L15, L16).' }) version!: number;
  /** When this version was made; of the first one, the day of issue. */
  versionOn!: string;
  @Field(() => CertificateStatus) status!: CertificateStatus;
  @Field(() => LocalDateScalar, {
    description:
      'Since when it stands as it does; of an expired one, the first day on which it no longer held.',
  })
  statusSince!: string;
  @Field(() => LocalDateScalar, {
    description: 'When it was first issued; a later version keeps the day, and has an event of its own.',
  })
  issuedOn!: string;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'The last day on which it holds; null where the rules set no limit.',
  })
  validUntil!: string | null;
  @TellsOf('personId')
  @Field(() => String, { description: 'The name at issue of this version (V24).' })
  holderName!: string;
  @Field(() => String, { description: 'In Danish, as in the rules of the track.' }) title!: string;
  @Field(() => CertificateBasis) basis!: CertificateBasis;
}

@ObjectType({ description: 'What anybody with the number may know.' })
export class CertificateVerification {
  @Field(() => String) number!: string;
  @Field(() => Int, { description: 'The latest one: a paper with a lower number has been replaced.' })
  version!: number;
  @Field(() => LocalDateScalar, {
    description: 'Since when there is this version, and those before it have been replaced.',
  })
  versionOn!: string;
  @Field(() => CertificateStatus) status!: CertificateStatus;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'The last day on which it holds; null where there is no limit.',
  })
  validUntil!: string | null;
  @Field(() => String, {
    description: 'The name at issue of this version; "Slettet person" where the holder was erased.',
  })
  holderName!: string;
  @Field(() => String) title!: string;
  @Field(() => LocalDateScalar) issuedOn!: string;
  @Field(() => LocalDateScalar, {
    description:
      'Since when it stands as it does; of an expired one, the first day on which it no longer held.',
  })
  statusSince!: string;
}
