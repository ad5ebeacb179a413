import { type DynamicModule, Module } from '@nestjs/common';
import { type Core, CoreModule } from './core.module.js';
import { AccountModule } from './features/account/index.js';
import { AgendaModule } from './features/agenda/index.js';
import { AttendanceModule } from './features/attendance/index.js';
import { CertificateBatchModule } from './features/certificate-batch/index.js';
import { CertificatePaperModule } from './features/certificate-paper/index.js';
import { CertificateCheckModule } from './features/certificate-check/index.js';
import { CertificationModule } from './features/certification/index.js';
import { CohortModule } from './features/cohort/index.js';
import { CoordinationModule } from './features/coordination/index.js';
import { CredentialModule } from './features/credential/index.js';
import { DataProtectionModule } from './features/data-protection/index.js';
import { EmploymentModule } from './features/employment/index.js';
import { EngagementModule } from './features/engagement/index.js';
import { EnrolmentLifeModule } from './features/enrolment-life/index.js';
import { EnrolmentModule } from './features/enrolment/index.js';
import { ErasureModule } from './features/erasure/index.js';
import { HistoryModule } from './features/history/index.js';
import { IdentityModule } from './features/identity/index.js';
import { ImplementationModule } from './features/implementation/index.js';
import { MachineAccessModule } from './features/machine-access/index.js';
import { MunicipalityModule } from './features/municipality/index.js';
import { PersonModule } from './features/person/index.js';
import { ProgrammeModule } from './features/programme/index.js';
import { ProgressModule } from './features/progress/index.js';
import { ProviderModule } from './features/provider/index.js';
import { ReportingModule } from './features/reporting/index.js';
import { RosterModule } from './features/roster/index.js';
import { RuleSetModule } from './features/rule-set/index.js';
import { SeatsModule } from './features/seats/index.js';
import { SignInModule } from './features/sign-in/index.js';
import { SupervisionModule } from './features/supervision/index.js';
import { ViewerModule } from './features/viewer/index.js';
import { VoiceModule } from './features/voice/index.js';
import { WorkforceModule } from './features/workforce/index.js';
import { ApiModule } from './graphql/graphql.module.js';
import type { TrustedOperations } from './graphql/trusted-operations.js';
import { HealthModule } from './health/health.module.js';
import { StoreProbe } from './health/store-probe.js';
import { PagesModule } from './pages/pages.module.js';
import { Store } from './storage/store.js';
import type { RateLimits } from './traffic/rate-limits.js';

/** Each feature may use those before it, through their index.ts; never those after it. */
const FEATURES = [
  MunicipalityModule,
  ProgrammeModule,
  ProviderModule,
  PersonModule,
  EngagementModule,
  ImplementationModule,
  CohortModule,
  EnrolmentModule,
  EmploymentModule,
  SeatsModule,
  CoordinationModule,
  ProgressModule,
  CertificationModule,
  CertificateCheckModule,
  CertificatePaperModule,
  CertificateBatchModule,
  CredentialModule,
  IdentityModule,
  EnrolmentLifeModule,
  RuleSetModule,
  AttendanceModule,
  SupervisionModule,
  AgendaModule,
  VoiceModule,
  RosterModule,
  ReportingModule,
  WorkforceModule,
  HistoryModule,
  DataProtectionModule,
  ViewerModule,
  MachineAccessModule,
  ErasureModule,
  SignInModule,
  AccountModule,
];

@Module({})
export class AppModule {
  static register(core: Core, rates: RateLimits, trusted: TrustedOperations): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CoreModule.register(core, rates, trusted),
        HealthModule.register({ inject: [Store], useFactory: (store: Store) => new StoreProbe(store) }),
        ApiModule,
        PagesModule,
        ...FEATURES,
      ],
    };
  }
}
