import { Module } from '@nestjs/common';
import { Env } from '../../config/env.js';
import { IssuerKeys } from '../../config/issuer-keys.js';
import { CertificationModule } from '../certification/index.js';
import { ProgrammeModule } from '../programme/index.js';
import { CredentialController } from './credential.controller.js';
import { CredentialFields } from './credential.fields.js';
import { CredentialService } from './credential.service.js';
import { IssuerController } from './issuer.controller.js';
import { Issuer } from './issuer.js';
import { StatusLists } from './status-lists.js';
import { StatusPlaces } from './status-places.js';

@Module({
  imports: [CertificationModule, ProgrammeModule],
  controllers: [IssuerController, CredentialController],
  providers: [
    { provide: IssuerKeys, inject: [Env], useFactory: (env: Env) => new IssuerKeys(env.keyFolder) },
    Issuer,
    StatusPlaces,
    StatusLists,
    CredentialService,
    CredentialFields,
  ],
})
export class CredentialModule {}
