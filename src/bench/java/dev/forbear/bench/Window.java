package dev.forbear.bench;

import java.time.Duration;

/** What the process did from one moment on. */
final class Window {

    private final Service service;
    private final long begin = System.nanoTime();
    private final Duration cpu;
    private final int logged;

    private Window(Service service) {
        this.service = service;
        this.cpu = service.cpu();
        this.logged = service.log().length();
    }

    static Window open(Service service) {
        return new Window(service);
    }

    /**
     * @param over how long was measured
     * @param cpu processor time of the whole process
     * @param log what was logged
     */
    record Seen(Duration over, Duration cpu, String log) {

        /** Of one core. */
        double cpuPercent() {
            return 100.0 * cpu.toNanos() / over.toNanos();
        }

        long lines() {
            return log.lines().count();
        }

        double linesPerMinute() {
            return lines() * 60e9 / over.toNanos();
        }
    }

    /** Lets the time go by, then says what was seen since it was opened. */
    Seen after(Duration time) {
        Pause.until(begin + time.toNanos());
        return seen();
    }

    Seen seen() {
        var over = Duration.ofNanos(System.nanoTime() - begin);
        return new Seen(over, service.cpu().minus(cpu), service.log().substring(logged));
    }
}
