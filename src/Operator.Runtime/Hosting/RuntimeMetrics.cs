using Prometheus;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>The runtime's own metrics; times in seconds.</summary>
internal static class RuntimeMetrics
{
    public static readonly Counter Reconciles = Metrics.CreateCounter(
        "operator_reconcile_total", "Reconciles by kind and result.", "kind", "result");

    public static readonly Histogram ReconcileDuration = Metrics.CreateHistogram(
        "operator_reconcile_duration_seconds",
        "How long a reconcile took.",
        ["kind"],
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 2, 15) });

    public static readonly Gauge FirstReconcile = Metrics.CreateGauge(
        "operator_first_reconcile_timestamp_seconds", "When this process's first reconcile ended.", "kind");

    public static readonly Gauge LastReconcile = Metrics.CreateGauge(
        "operator_last_reconcile_timestamp_seconds", "When the last reconcile ended.", "kind");

    public static readonly Gauge QueueDepth = Metrics.CreateGauge(
        "operator_queue_depth", "Keys that wait for a reconcile.", "kind");

    public static readonly Histogram QueueWait = Metrics.CreateHistogram(
        "operator_queue_wait_seconds",
        "How long a key waited for a worker.",
        ["kind"],
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.0001, 4, 10) });

    public static readonly Counter Lists = Metrics.CreateCounter(
        "operator_informer_lists_total", "Full lists, the first of each informer included.", "kind");

    public static readonly Counter Watches = Metrics.CreateCounter(
        "operator_informer_watches_total", "Watches opened.", "kind");

    public static readonly Counter WatchErrors = Metrics.CreateCounter(
        "operator_informer_errors_total", "Lists and watches that failed.", "kind");

    public static readonly Counter HandlerErrors = Metrics.CreateCounter(
        "operator_informer_handler_errors_total", "Changes that a subscriber failed to take.", "kind");

    public static readonly Gauge Leader = Metrics.CreateGauge("operator_leader", "1 while this process holds the lease, or runs without one.");
}
