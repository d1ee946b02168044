use super::*;

#[test]
fn a_long_data_folder_gets_a_socket_folder_that_fits() {
    let deep = PathBuf::from("/").join("a-rather-long-folder-name/".repeat(8));
    let found = socket_dir(&deep, None);
    assert!(found.join(".s.PGSQL.65535.lock").as_os_str().len() < 108, "{found:?}");
    assert_eq!(found, socket_dir(&deep, None), "the same for every process");
    assert_ne!(found, socket_dir(&deep.join("x"), None));
    assert_eq!(socket_dir(Path::new("/srv/g/postgres"), None), Path::new("/srv/g/postgres/cluster/run"));
}

#[test]
fn passwords_are_private_and_stay() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place { socket_dir: folder.path().join("run"), home: folder.path().to_owned() };
    let made = Credentials::create(&place).unwrap();
    let read = Credentials::read(&place).unwrap();
    assert_eq!(made.owner, read.owner);
    assert_ne!(made.owner, made.service);
    assert_eq!(fs::metadata(place.credentials()).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!format!("{made:?}").contains(&made.owner));
    fs::remove_file(place.credentials()).unwrap();
    assert!(matches!(Credentials::read(&place), Err(StoreError::Damaged { .. })));
}

#[test]
fn refuses_a_socket_folder_somebody_else_put_there() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("elsewhere");
    fs::create_dir(&target).unwrap();
    let planted = folder.path().join("run");
    std::os::unix::fs::symlink(&target, &planted).unwrap();
    assert!(matches!(make_private(&planted, None), Err(StoreError::NotWritable { .. })));
}
