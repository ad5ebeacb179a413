import { registerEnumType } from '@nestjs/graphql';

export enum Role {
  AGENCY = 'AGENCY',
  PROVIDER = 'PROVIDER',
  COORDINATOR = 'COORDINATOR',
  PARTICIPANT = 'PARTICIPANT',
  EVALUATOR = 'EVALUATOR',
  ADMIN = 'ADMIN',
}
registerEnumType(Role, { name: 'Role' });
