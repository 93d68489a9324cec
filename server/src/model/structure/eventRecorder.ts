// What Alertmanager refuses about the outputs of its event recorder. Layer: model.

import { secondsOf } from '../../promql/durations';
import { itemsOf } from '../../yaml/path';
import type { ObjectCheck } from './objects';
import { placeOfItem } from './report';
import { textOf } from './scalars';

/** `event_recorder`. */
export const checkEventRecorder: ObjectCheck = (view, { report, viewOf }) => {
  for (const item of itemsOf(view.node('kafka_outputs'))) {
    const output = viewOf(item);
    if (!output) continue;
    const brokers = itemsOf(output.node('brokers'));
    if (brokers.length === 0)
      report.error(
        'missing-field',
        output.fields.has('brokers') ? output.keyAt('brokers') : output.at,
        'A Kafka output needs `brokers`, at least one host:port.',
      );
    for (const broker of brokers) {
      if (textOf(broker, 'v2') === '')
        report.error(
          'missing-field',
          placeOfItem(broker, output.keyAt('brokers')),
          'A broker is empty; write host:port or remove it.',
        );
    }
  }
  for (const item of itemsOf(view.node('webhook_outputs'))) {
    const output = viewOf(item);
    if (!output) continue;
    if (output.text('url') === '<secret>')
      report.error('invalid-url', output.valueAt('url'), 'The URL must be written out here.');
    for (const key of ['batch_max_events', 'batch_max_bytes', 'batch_flush_interval']) {
      if (!output.set(key)) continue;
      const text = output.text(key);
      const zero = key === 'batch_flush_interval' ? secondsOf(text) === 0 : Number(text) === 0;
      if (text.startsWith('-')) report.error('invalid-value', output.valueAt(key), `\`${key}\` cannot be negative.`);
      else if (!zero && !output.isTrue('batch'))
        report.error('conflicting-fields', output.keyAt(key), `\`${key}\` needs \`batch: true\`.`);
    }
  }
};
