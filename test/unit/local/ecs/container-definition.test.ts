import t from 'tap';
import { containerDefinitionOf } from '../../../../local/ecs/container-definition.ts';

t.test('a container definition from a template, whose parameters are strings', async (t) => {
  const definition = containerDefinitionOf({
    name: 'web',
    image: 'app:1',
    memory: '256',
    stopTimeout: '10',
    portMappings: [{ containerPort: '5000' }],
    environment: [{ name: 'PORT', value: 5000 }],
    dockerLabels: { size: 'XL', memory: '1' },
    linuxParameters: { initProcessEnabled: 'true' },
  });
  t.same(definition, {
    name: 'web',
    image: 'app:1',
    cpu: 0,
    memory: 256,
    essential: true,
    stopTimeout: 10,
    portMappings: [{ containerPort: 5000, hostPort: 0, protocol: 'tcp' }],
    mountPoints: [],
    environment: [{ name: 'PORT', value: '5000' }],
    dockerLabels: { size: 'XL', memory: '1' },
    linuxParameters: { initProcessEnabled: true },
  });
});
