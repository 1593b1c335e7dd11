package dev.forbear.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The directory that holds the embedded database. One process owns it, until it is closed. */
public final class DataDir implements AutoCloseable {

    private static final String LOCK = "forbear.lock";
    private static final String DATABASE = "forbear.db";

    /**
     * Those of this process: the lock of a file is its process's, and opening the file twice would
     * lose it.
     */
    private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

    private static final FileAttribute<?> OWNERS_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path path;
    private final FileChannel lock;

    private DataDir(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the directory if it is missing, and this process its owner.
     *
     * @throws UnusableDataDirException if it cannot be written, or another process owns it
     */
    public static DataDir open(Path directory) {
        var path = created(directory);
        if (!OWNED.add(path)) {
            throw owned(path, String.valueOf(ProcessHandle.current().pid()));
        }
        var locked = false;
        try {
            var lock = locked(path);
            locked = true;
            return new DataDir(path, lock);
        } finally {
            if (!locked) {
                OWNED.remove(path);
            }
        }
    }

    private static Path created(Path directory) {
        try {
            return (Files.isDirectory(directory) ? directory : made(directory)).toRealPath();
        } catch (FileAlreadyExistsException e) {
            throw unusable(directory, "is a file, not a directory", e);
        } catch (IOException e) {
            throw unusable(directory, "cannot be created (" + e + ")", e);
        }
    }

    /** For its owner alone: specs rest there as they came, and some hold secrets. */
    private static Path made(Path directory) throws IOException {
        var path = directory.toAbsolutePath();
        Files.createDirectories(path.getParent());
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? Files.createDirectories(path, OWNERS_ALONE)
                : Files.createDirectories(path);
    }

    private static FileChannel locked(Path path) {
        try {
            var channel =
                    FileChannel.open(
                            path.resolve(LOCK),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                var owner = read(channel);
                channel.close();
                throw owned(path, owner);
            }
            sign(channel);
            return channel;
        } catch (IOException e) {
            throw unusable(path, "cannot be written (" + e + ")", e);
        }
    }

    /** For whoever comes second. */
    private static void sign(FileChannel channel) {
        try {
            var pid = ProcessHandle.current().pid() + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException _) {
            // a full disk: the lock holds all the same
        }
    }

    private static String read(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(32);
        channel.read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
    }

    private static UnusableDataDirException owned(Path path, String pid) {
        return new UnusableDataDirException(
                "the data directory "
                        + path
                        + " is in use by "
                        + (pid.isEmpty() ? "another process" : "process " + pid)
                        + "; stop that process, or set forbear.data-dir to another directory",
                null);
    }

    private static UnusableDataDirException unusable(Path path, String why, IOException e) {
        return new UnusableDataDirException(
                "the data directory "
                        + path.toAbsolutePath().normalize()
                        + " "
                        + why
                        + "; set forbear.data-dir to a directory that this process may write",
                e);
    }

    /** The directory, absolute. */
    public Path path() {
        return path;
    }

    Path database() {
        return path.resolve(DATABASE);
    }

    /** Lets others own the directory. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException _) {
            // the lock goes with the process
        } finally {
            OWNED.remove(path);
        }
    }
}
