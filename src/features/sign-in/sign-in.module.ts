import { Module } from '@nestjs/common';
import { MunicipalityModule } from '../municipality/index.js';
import { BrowserSignIn } from './browser-sign-in.js';
import { MeController } from './me.controller.js';
import { SignInController } from './sign-in.controller.js';

/** People sign in with a browser, see who they are here, and sign out. */
@Module({
  imports: [MunicipalityModule],
  controllers: [SignInController, MeController],
  providers: [BrowserSignIn],
})
export class SignInModule {}
