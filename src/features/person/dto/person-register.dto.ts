import { Field, InputType, ObjectType } from '@nestjs/graphql';
import { Transform } from 'class-transformer';
import { IsEmail, IsOptional, Matches, MaxLength } from 'class-validator';
import { resultUnion } from '../../../graphql/result-union.js';
import { FreeText, NoCpr, OptionalFreeText } from '../../../graphql/validation.js';
import { OrganisationType, Person } from './person.model.js';

@InputType()
export class PersonRegisterInput {
  @Field(() => String) @FreeText(200) name!: string;

  @Field(() => String, { nullable: true, description: 'Work address. One person per address.' })
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.trim().toLowerCase() || null : value,
  )
  @IsOptional()
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(200)
  @NoCpr()
  email?: string | null;

  @Field(() => String, { nullable: true }) @OptionalFreeText(40) phone?: string | null;
  @Field(() => String, { nullable: true }) @OptionalFreeText(200) organisation?: string | null;
  @Field(() => OrganisationType, { nullable: true, description: 'What kind of organisation it is (L19).' })
  @IsOptional()
  organisationType?: OrganisationType | null;
  @Field(() => String, { nullable: true, description: 'Department.' }) @OptionalFreeText(200) unit?:
    string | null;
  @Field(() => String, { nullable: true, description: 'Job title.' }) @OptionalFreeText(200) role?:
    string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where they work. Default for a coordinator: the own municipality, and none for staff of region and psychiatry (L19).',
  })
  @IsOptional()
  @Matches(/^\d{3}$/, { message: 'must be a municipality code of three digits' })
  municipalityCode?: string | null;
}

@ObjectType()
export class PersonRegisterPayload {
  @Field(() => Person) person!: Person;
  @Field(() => [Person], {
    description: 'Others of the same name that you can see: perhaps the same person (L25).',
  })
  sameName!: Person[];
}

export const PersonRegisterResult = resultUnion('PersonRegisterResult', PersonRegisterPayload);
