// Labels without those that are empty: Prometheus and Alertmanager take an empty label for none. Layer: series (pure).

export function withoutEmpty(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}
