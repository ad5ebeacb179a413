import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Node } from '../../../graphql/node.js';
import {
  offerDays,
  proposedSettings,
  type Programme as Rules,
  type Texts,
  type Track as TrackRules,
} from '../../../domain/programme.js';

export enum TrackUnitType {
  SEMINAR = 'SEMINAR',
  COURSE_DAY = 'COURSE_DAY',
  CERTIFICATION_DAY = 'CERTIFICATION_DAY',
}
registerEnumType(TrackUnitType, { name: 'TrackUnitType' });

export enum QuotaKind {
  HARD = 'HARD',
  SOFT = 'SOFT',
}
registerEnumType(QuotaKind, {
  name: 'QuotaKind',
  valuesMap: {
    HARD: { description: 'Refused above it.' },
    SOFT: { description: 'Needs the agency’s acknowledgement above it.' },
  },
});

export enum QuotaScope {
  MUNICIPALITY = 'MUNICIPALITY',
  ENGAGEMENT = 'ENGAGEMENT',
  PROGRAMME = 'PROGRAMME',
}
registerEnumType(QuotaScope, { name: 'QuotaScope' });

@ObjectType()
export class TrackUnit {
  @Field(() => TrackUnitType) type!: TrackUnitType;
  @Field(() => Int) count!: number;
  @Field(() => Int) daysEach!: number;
}

@ObjectType({ description: 'How many may hold a seat at the same time.' })
export class Quota {
  @Field(() => Int) limit!: number;
  @Field(() => QuotaKind) kind!: QuotaKind;
  @Field(() => QuotaScope) scope!: QuotaScope;
  @Field(() => Boolean, { description: 'Whether leaders take one of the seats, or come on top.' })
  leadersCount!: boolean;
}

@ObjectType({ description: 'One course of a programme (spor), as in MEETING_LEADER.' })
export class Track {
  @Field(() => String) key!: string;
  names!: Texts;
  @Field(() => [TrackUnit], { description: 'E.g. 4 seminars of 2 days and 1 certification day of 1 day.' })
  units!: TrackUnit[];
  @Field(() => Int, {
    nullable: true,
    description:
      'Course days × 2, the certification day left out (V6); null where the programme states no days.',
  })
  requiredHalfDays!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Minutes for each person; null where no hours are stated.',
  })
  supervisionTargetMinutes!: number | null;
  @Field(() => Quota, { nullable: true, description: 'Null where there is no limit.' }) quota!: Quota | null;
  @Field(() => Int, {
    nullable: true,
    description: 'A number the source aims for without limiting it; null where none is stated.',
  })
  target!: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'The track whose people these are drawn from; null for most.',
  })
  subsetOf!: string | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'The unit from whose start a leaver’s seat is used again with the provider’s approval only (L7); null where it always may be.',
  })
  seatReleaseUnit!: number | null;
}

@ObjectType({ description: 'Where a number of the programme comes from.' })
export class RuleSource {
  @Field(() => String, { description: 'Path of the value in the programme file.' }) path!: string;
  @Field(() => String, { description: 'E.g. `S4:140`; `proposal` where the sources are silent.' })
  reference!: string;
  @Field(() => String, { nullable: true, description: 'Null where the number is a proposal.' })
  quote!: string | null;
}

@ObjectType({
  implements: () => [Node],
  description: 'A programme with its rules in the version now in force.',
})
export class Programme extends Node {
  @Field(() => String) key!: string;
  names!: Texts;
  @Field(() => Int, {
    description: 'The rule set that new engagements start under; enrolments keep theirs (V40).',
  })
  ruleVersion!: number;
  @Field(() => Int, { description: 'Months an engagement lasts.' }) months!: number;
  @Field(() => Int, { description: 'Whole days for which a seat stays offered to somebody who waits.' })
  offerDays!: number;
  @Field(() => [Track]) tracks!: Track[];
  @Field(() => [RuleSource]) sources!: RuleSource[];
}

export function programmeModel(rules: Rules, toTrack: (track: TrackRules) => Track): Programme {
  return Object.assign(new Programme(), {
    id: `prg_${rules.key}`,
    key: rules.key,
    names: rules.name,
    ruleVersion: rules.version,
    months: rules.months,
    offerDays: offerDays(rules),
    tracks: rules.tracks.map(toTrack),
    sources: [...rules.sources, ...proposedSettings(rules)],
  });
}
