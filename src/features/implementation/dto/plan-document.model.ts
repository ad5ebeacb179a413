import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import { Node } from '../../../graphql/node.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText, OptionalFreeText } from '../../../graphql/validation.js';
import type { Dossier } from '../dossier.js';
import { WebLink } from './web-link.js';

export enum PlanDocumentType {
  IMPLEMENTATION_PLAN = 'IMPLEMENTATION_PLAN',
  ANCHORING_PLAN = 'ANCHORING_PLAN',
  STAKEHOLDER_ANALYSIS = 'STAKEHOLDER_ANALYSIS',
  RISK_ANALYSIS = 'RISK_ANALYSIS',
  READINESS_FORM = 'READINESS_FORM',
  RECRUITMENT_AND_ORGANISATION = 'RECRUITMENT_AND_ORGANISATION',
  COMMUNICATION_PLAN = 'COMMUNICATION_PLAN',
}
registerEnumType(PlanDocumentType, {
  name: 'PlanDocumentType',
  valuesMap: {
    IMPLEMENTATION_PLAN: { description: 'Implementeringsplan.' },
    ANCHORING_PLAN: { description: 'Forankringsplan; approved, it lets the engagement be closed.' },
    STAKEHOLDER_ANALYSIS: { description: 'Interessentanalyse.' },
    RISK_ANALYSIS: { description: 'Risikoanalyse.' },
    READINESS_FORM: { description: 'Parathedsskema.' },
    RECRUITMENT_AND_ORGANISATION: { description: 'Rekruttering og organisering.' },
    COMMUNICATION_PLAN: { description: 'Kommunikationsplan; optional.' },
  },
});

@ObjectType({
  implements: () => [Node],
  description: 'One version of a plan document: what it is and where it is kept, never the file itself.',
})
export class PlanDocument extends Node {
  engagementId!: string;
  ownerPersonId!: string | null;
  dossier!: Dossier;
  @Field(() => PlanDocumentType) type!: PlanDocumentType;
  @Field(() => Int, { description: '1, 2, 3 … for each type of document of an engagement.' })
  version!: number;
  @Field(() => String) title!: string;
  @Field(() => String, { description: 'A web address, http or https.' }) link!: string;
  @Field(() => LocalDateScalar, { description: 'The date of the document.' }) date!: LocalDate;
  @Field(() => String, {
    nullable: true,
    description: 'The owner as it was written; null when the owner is a member of the team.',
  })
  ownerText!: string | null;
  @Field(() => LocalDateScalar, { nullable: true, description: 'Null until this version is approved.' })
  approvedOn!: LocalDate | null;
}

@InputType()
export class PlanDocumentAddInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => PlanDocumentType) type!: PlanDocumentType;
  @Field(() => String) @FreeText(300) title!: string;
  @Field(() => String, { description: 'A web address, http or https, without a name or password in it.' })
  @WebLink()
  link!: string;
  @Field(() => LocalDateScalar, { nullable: true, description: 'The date of the document. Default: today.' })
  @IsOptional()
  date?: LocalDate | null;
  @Field(() => ID, { nullable: true, description: 'The owner: a member of the team. This or `ownerText`.' })
  @IsOptional()
  ownerMemberId?: string | null;
  @Field(() => String, { nullable: true, description: 'The owner in words, such as a department.' })
  @OptionalFreeText(200)
  ownerText?: string | null;
}

@ObjectType()
export class PlanDocumentAddPayload {
  @Field(() => PlanDocument) document!: PlanDocument;
}

export const PlanDocumentAddResult = resultUnion('PlanDocumentAddResult', PlanDocumentAddPayload);

@InputType()
export class PlanDocumentApproveInput {
  @Field(() => ID, { description: 'The newest version of its type.' }) documentId!: string;
  @Field(() => LocalDateScalar, { nullable: true, description: 'Default: today.' })
  @IsOptional()
  on?: LocalDate | null;
}

@ObjectType()
export class PlanDocumentApprovePayload {
  @Field(() => PlanDocument) document!: PlanDocument;
}

export const PlanDocumentApproveResult = resultUnion('PlanDocumentApproveResult', PlanDocumentApprovePayload);
