import { Module } from '@nestjs/common';
import { MunicipalityModule } from '../municipality/index.js';
import { ProviderModule } from '../provider/index.js';
import { AccountDoor } from './account-door.js';
import { AccountFactors } from './account-factors.js';
import { AccountLinks } from './account-links.service.js';
import { AccountRecords } from './account.records.js';
import { AccountResolver, AccountRoleFields } from './account.resolver.js';
import { AccountScope } from './account.scope.js';
import { AccountService } from './account.service.js';
import { AccountView } from './account.view.js';
import { OwnAccountResolver } from './own-account.resolver.js';
import { OwnAccount } from './own-account.service.js';
import { InvitationPage } from './pages/invitation.page.js';
import { OwnAccountPage } from './pages/own-account.page.js';
import { AccountSignInPage } from './pages/sign-in.page.js';

@Module({
  imports: [MunicipalityModule, ProviderModule],
  controllers: [InvitationPage, AccountSignInPage, OwnAccountPage],
  providers: [
    AccountRecords,
    AccountScope,
    AccountService,
    AccountView,
    AccountFactors,
    AccountDoor,
    AccountLinks,
    OwnAccount,
    AccountResolver,
    AccountRoleFields,
    OwnAccountResolver,
  ],
})
export class AccountModule {}
