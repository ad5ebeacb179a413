import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.js';
import { ReadinessProbe } from './readiness.js';

type ProbeOptions = Pick<ModuleMetadata, 'imports'> &
  Pick<FactoryProvider<ReadinessProbe>, 'useFactory' | 'inject'>;

/** /health/live and /health/ready. */
@Module({})
export class HealthModule {
  /** Takes the making of the probe, so that this module need not know where the data is kept. */
  static register({ imports = [], ...probe }: ProbeOptions): DynamicModule {
    return {
      module: HealthModule,
      imports: [TerminusModule, ...imports],
      controllers: [HealthController],
      providers: [{ provide: ReadinessProbe, ...probe }],
    };
  }
}
