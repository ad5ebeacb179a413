import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';

export enum StatusGrouping {
  PROGRAMME = 'PROGRAMME',
  TRACK = 'TRACK',
  MUNICIPALITY = 'MUNICIPALITY',
  REGION = 'REGION',
  YEAR = 'YEAR',
}
registerEnumType(StatusGrouping, {
  name: 'StatusGrouping',
  valuesMap: {
    PROGRAMME: {},
    TRACK: {},
    MUNICIPALITY: { description: 'Whose seat it is (basis SEAT, V37).' },
    REGION: { description: 'The municipality’s region on the day of the report (V41).' },
    YEAR: { description: 'The year in which the person got the seat.' },
  },
});

export enum MunicipalityBasis {
  AS_THEN = 'AS_THEN',
  AS_NOW = 'AS_NOW',
}
registerEnumType(MunicipalityBasis, {
  name: 'MunicipalityBasis',
  description: 'Under which municipality people are reported when municipalities have merged (L28).',
  valuesMap: {
    AS_THEN: { description: 'The one that the seat was recorded under, also when it has ended since.' },
    AS_NOW: { description: 'The one that it is part of now, along the whole chain of successors.' },
  },
});

@InputType()
export class StatusFilter {
  @Field(() => String, { nullable: true }) @IsOptional() programmeKey?: string | null;
  @Field(() => String, { nullable: true }) @IsOptional() trackKey?: string | null;
  @Field(() => String, { nullable: true }) @IsOptional() municipalityCode?: string | null;
  @Field(() => String, { nullable: true, description: 'As it is called on the day of the report.' })
  @IsOptional()
  region?: string | null;
}

@ObjectType({
  description:
    'How far everybody in one combination of the grouping is. Evaluators are told of tracks with five persons or more; where a municipality, region or year of a track has fewer, or leaves fewer to the others, its people are counted in the row that has null there (Q39).',
})
export class CertificationStatusRow {
  municipalityCode!: string | null;
  @Field(() => String, { nullable: true, description: 'Null unless grouped by it.' }) programmeKey!:
    string | null;
  @Field(() => String, { nullable: true, description: 'Null unless grouped by it.' }) trackKey!:
    string | null;
  @Field(() => String, { nullable: true, description: 'Null unless grouped by it.' }) region!: string | null;
  @Field(() => Int, { nullable: true, description: 'Null unless grouped by it.' }) year!: number | null;
  @Field(() => Int, { description: 'Unique persons on a seat, never counted twice within the row (V28).' })
  persons!: number;
  @Field(() => Int, { description: 'Enrolments holding a seat.' }) enrolled!: number;
  @Field(() => Int, { description: 'Of those, with a certificate that held on the day.' }) certified!: number;
  @Field(() => Int, { description: 'Of those, with nothing open that blocks completion.' })
  completed!: number;
  @Field(() => Int, { description: 'Left after the first half-day without being replaced.' })
  withdrawn!: number;
  @Field(() => Int, { description: 'Left, and somebody else took over the seat.' }) replaced!: number;
  @Field(() => Int, { description: 'Credited to those who hold a seat.' }) supervisionMinutes!: number;
  @Field(() => Int, { description: 'Sum of the targets that are stated; 0 where none is (V42).' })
  supervisionTargetMinutes!: number;
  @Field(() => Int) attendedHalfDays!: number;
  @Field(() => Int, { description: 'Missed and made up; not part of `attendedHalfDays`.' })
  madeUpHalfDays!: number;
  @Field(() => Int) requiredHalfDays!: number;
}
