import { Module } from '@nestjs/common';
import { PROGRAMMES } from '../../core.module.js';
import { NodeRegistry } from '../../graphql/node.js';
import { programmeModel } from './dto/programme.model.js';
import { ProgrammeResolver, TrackFields, trackModel } from './programme.resolver.js';
import { ProgrammeFolder, Rulebook } from './rulebook.js';

@Module({
  providers: [
    Rulebook,
    ProgrammeResolver,
    TrackFields,
    {
      provide: ProgrammeFolder,
      inject: [PROGRAMMES],
      useFactory: (path: string) => new ProgrammeFolder(path),
    },
  ],
  exports: [Rulebook],
})
export class ProgrammeModule {
  constructor(nodes: NodeRegistry, rulebook: Rulebook) {
    nodes.register('prg', async (_context, id) => {
      const rules = rulebook.find(id.slice('prg_'.length));
      return rules === undefined ? null : programmeModel(rules, trackModel);
    });
  }
}
